# receiver.py - takes an update over the line, a command and its base64 at a time.
#
#   begin HEAD   -> next OFFSET of SIZE
#   data BYTES   -> next OFFSET of SIZE
#   finish       -> ready
#
# Whatever comes in is only ever handed to guard.Update, which decides. An answer that starts with
# "refused" ends the attempt; "begin" with the same head goes on where the line broke.
import binascii

try:
    import guard
except ImportError:  # on the workbench: stock firmware has no slots
    guard = None

_LINE_LIMIT = 4096


class Receiver:
    def __init__(self, port, poll):
        self._port = port
        self._poll = poll
        self._line = ""
        self._update = None

    def serve(self):
        """Answers what has come in since the last call; None, or the answer."""
        while self._poll.poll(0):
            char = self._port.read(1)
            if char == "\n":
                line, self._line = self._line, ""
                return self._answer(line.split())
            if len(self._line) < _LINE_LIMIT:
                self._line += char
        return None

    def trial(self):
        return guard is not None and guard.status().trial

    def keep(self):
        guard.confirm()

    def version(self):
        return "%d.%d.%d" % guard.status().version[:3] if guard else "workbench"

    def _answer(self, words):
        try:
            if guard and len(words) == 2 and words[0] == "begin":
                self._update = guard.Update(binascii.a2b_base64(words[1]))
            elif len(words) == 2 and words[0] == "data" and self._update:
                self._update.write(binascii.a2b_base64(words[1]))
            elif words == ["finish"] and self._update:
                self._update.finish()
                self._update = None
                return "ready"
            else:
                return None  # noise of the line
        except (OSError, ValueError, UnicodeError) as error:
            self._update = None
            return "refused %r" % error
        return "next %d of %d" % (self._update.offset, self._update.size)
