"""Drafting: the answer is written, checked, approved and signed. So far: the check of a draft's layout (thể thức)."""
