"""Finding the elements of the page (NĐ 30/2020, Phụ lục I, mục IV: cells 1-14), wherever the typist put them."""

from .find import find_elements
from .shapes import Element, Elements, Form, Name

__all__ = ["Element", "Elements", "Form", "Name", "find_elements"]
