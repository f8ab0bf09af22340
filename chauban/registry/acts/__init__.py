"""What is done with registers, their books and the numbers in them."""

from .arrivals import check_fields, check_holds_no_file, enter_arrival
from .entries import ChangedMeanwhile, correct_entry, move_stamp, note_passing, void
from .registers import add_register, change_register, retire_register
from .volumes import close_volume, open_volume, print_book, sign_off

__all__ = [
    "ChangedMeanwhile",
    "add_register",
    "change_register",
    "check_fields",
    "check_holds_no_file",
    "close_volume",
    "correct_entry",
    "enter_arrival",
    "move_stamp",
    "note_passing",
    "open_volume",
    "print_book",
    "retire_register",
    "sign_off",
    "void",
]
