"""Why a control is nothing on a target: what the catalogue says of it, or what follows from its boards and chips.

A fact of a model may be known of a board (board.*, chip.*, port.*), or not (what the device adds, what the
application does). None stands for the second.
"""

import re

# Interfaces that no maker can add to a chip without a USB device.
USB = ("usb-cdc", "usb-msc", "usb-hid", "usb-dfu")


def holds(condition, board, chip):
    """Whether the condition holds on every device with this board (True), on none (False), or on some (None)."""
    if condition is None:
        return True
    if isinstance(condition, str):
        return fact(condition, board, chip)
    (how, inner), *_ = condition.items()
    if how == "not":
        inside = holds(inner, board, chip)
        return None if inside is None else not inside
    found = [holds(each, board, chip) for each in inner]
    decisive = how == "any"
    if decisive in found:
        return decisive
    return None if None in found else not decisive


def fact(name, board, chip):
    kind, word = name.split(".", 1)
    if kind == "board":
        return word in board.get("features", ())
    if kind == "port":
        return word == board["port"]
    if kind == "interface" and word in USB and chip["capabilities"]["usb-device"]["state"] is False:
        return False
    if kind == "chip":
        # YAML reads the words `yes` and `no` as true and false.
        return chip["capabilities"].get(word, {}).get("state") is True
    return None


def missing(condition, board, chip):
    """The features that a board would need for the condition, which does not hold on it."""
    if isinstance(condition, str):
        return {condition}
    (how, inner), *_ = condition.items()
    if how == "not":
        return set()
    failed = [each for each in inner if holds(each, board, chip) is False]
    return set().union(*(missing(each, board, chip) for each in (failed if how == "any" else failed[:1])))


def lacks(control, leaves, board, chip):
    """What the board lacks for there to be anything to answer; empty: nothing that is known."""
    if holds(control.get("applies_when"), board, chip) is False:
        return missing(control["applies_when"], board, chip)
    answered = [leaves[effect["leaf"]].get("applies_when") for effect in control["effect"]]
    if any(holds(condition, board, chip) is not False for condition in answered):
        return set()
    return set().union(*(missing(condition, board, chip) for condition in answered))


def only_for(control, ports):
    needed = set(re.findall(r"port\.([a-z0-9]+)", str(control.get("applies_when", ""))))
    return f"only for {', '.join(sorted(needed))}" if needed and not needed & set(ports) else None


def written_reason(control, port):
    return next((entry["why"] for entry in control.get("not_on", []) if port in entry["ports"]), None)


def is_changed(control, port):
    return bool({port, "*"} & set(control.get("build") or {}))


class Catalogue:
    def __init__(self, entries):
        self.controls, self.leaves = entries("controls"), entries("leaves")
        self.boards, self.chips = entries("boards"), entries("chips")

    def of_port(self, port):
        return [board for board in self.boards.values() if board["port"] == port]

    def capability_lacking(self, control, board):
        """What the control needs of the chip, which has it not. A chip that is silent may have it."""
        capabilities = self.chips[board["chip"]]["capabilities"]
        needed = (control.get("needs") or {}).get("chip", [])
        return next((each for each in needed if capabilities.get(each, {}).get("state") is False), None)

    def no_board_needs(self, control, boards):
        """What every one of these boards lacks, as words; None: one of them may need the control."""
        found = [lacks(control, self.leaves, board, self.chips[board["chip"]]) for board in boards]
        if not found or not all(found):
            return None
        words = sorted({name.split(".", 1)[1] for names in found for name in names if name.startswith("board.")})
        return " or ".join(f"`{word}`" for word in words) or None

    def needed_control(self, control, port):
        """A control without which this one is nothing, and that the port has not."""
        needs = (control.get("needs") or {}).get("controls", [])
        return next((name for name in needs if self.controls[name].get("build") and not is_changed(self.controls[name], port)), None)

    def reason(self, control, port, boards):
        """Why nothing is done with the control on these boards of a port; None: nobody knows."""
        said = only_for(control, [port]) or written_reason(control, port)
        if said is not None:
            return said
        lacking = {self.capability_lacking(control, board) for board in boards}
        if len(lacking) == 1 and None not in lacking:
            return f"this chip has no {lacking.pop()}"
        words = self.no_board_needs(control, boards)
        if words is not None:
            return f"no {words}"
        needed = self.needed_control(control, port)
        if needed is not None:
            return f"needs `{needed}`"
        if control.get("build"):
            return None
        return "a step of provisioning" if control.get("provision") else "work on application, board or process"
