"""What administrators do with agencies, units, people, their posts and accounts; and what happens at the door."""
