"""Mutants of a policy's text: every condition inverted, every effect dropped or swapped, every code and place taken away.

Works on tokens, so strings and comments are left alone. mutants(text) gives (offset, what, mutated text), always in the
same order."""
import re

TOKEN = re.compile(r"""
    (?P<space>\s+|--\[(?P<c>=*)\[.*?\](?P=c)\]|--[^\n]*)
  | (?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\[(?P<s>=*)\[.*?\](?P=s)\])
  | (?P<name>[A-Za-z_]\w*)
  | (?P<number>0[xX][\da-fA-F]+|\d+\.?\d*(?:[eE][+-]?\d+)?)
  | (?P<op>\.\.\.|\.\.|==|~=|<=|>=|//|::|<<|>>|.)
""", re.X | re.S)

OPENING = {"(": ")", "{": "}", "[": "]"}
OPPOSITE = {"==": "~=", "~=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">", "and": "or", "or": "and"}
NEIGHBOUR = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
COMPARISONS = {"==", "~=", "<", ">", "<=", ">="}
TIGHTER = COMPARISONS | {"..", "+", "-", "*", "/", "//", "%", "^", "&", "|", "~", "<<", ">>"}
UNARY = {"not", "-", "#", "~"}
BLOCKS = {"function", "if", "do", "repeat"}  # for and while have a do
SWAPS = {"deny": ("warn", "permit"), "warn": ("deny",), "permit": ("deny",)}
CONTINUES = {"(", "{", "[", ",", "=", "and", "or", "not", "return", "..", "in", "local"}
KEYWORDS = {"if", "elseif", "else", "for", "while", "repeat", "until", "end", "return", "local", "do", "function", "break",
            "and", "or", "not"}
CONDITIONS = {"if", "elseif", "while", "until"}


class Token:
    def __init__(self, match):
        self.kind = match.lastgroup if match.lastgroup not in ("c", "s") else "string"
        self.text, self.start, self.end = match.group(), match.start(), match.end()


def tokens_of(text):
    kept = []
    for match in TOKEN.finditer(text):
        if match.group("space") is None:
            kept.append(Token(match))
    return kept


class Mutator:
    def __init__(self, text):
        self.text = text
        self.tokens = tokens_of(text)
        self.found = []

    def at(self, i):
        return self.tokens[i].text if 0 <= i < len(self.tokens) else ""

    def closing(self, i):
        """Behind the bracket that closes the one at i."""
        want, i = [OPENING[self.at(i)]], i + 1
        while want:
            if self.at(i) in OPENING and self.tokens[i].kind == "op":
                want.append(OPENING[self.at(i)])
            elif self.at(i) == want[-1] and self.tokens[i].kind == "op":
                want.pop()
            i += 1
        return i

    def function_end(self, i):
        depth = 0
        while True:
            if self.at(i) in BLOCKS:
                depth += 1
            elif self.at(i) in ("end", "until"):
                depth -= 1
            i += 1
            if depth == 0:
                return i

    def primary_end(self, i):
        while self.at(i) in UNARY:
            i += 1
        if self.at(i) == "function":
            return self.function_end(i)
        i = self.closing(i) if self.at(i) in OPENING else i + 1
        while True:
            if self.at(i) in (".", ":"):
                i += 2
            elif self.at(i) in OPENING:
                i = self.closing(i)
            elif i < len(self.tokens) and self.tokens[i].kind == "string":
                i += 1
            else:
                return i

    def operand_end(self, i):
        """Behind the operand of `and` or `or` that begins at i."""
        i = self.primary_end(i)
        while self.at(i) in TIGHTER:
            i = self.primary_end(i + 1)
        return i

    def expression_end(self, i):
        i = self.operand_end(i)
        while self.at(i) in ("and", "or"):
            i = self.operand_end(i + 1)
        return i

    def add(self, first, behind, new, what):
        start, end = self.tokens[first].start, self.tokens[behind - 1].end
        self.found.append((start, what, self.text[:start] + new + self.text[end:]))

    def old(self, first, behind):
        return self.text[self.tokens[first].start:self.tokens[behind - 1].end]

    def negate(self, first, behind):
        flips = any(self.at(i) in COMPARISONS for i in self.level(first, behind))
        if self.at(first) == "not" or (flips and behind == self.operand_end(first)):
            return  # dropping the `not` or turning the comparison is the same
        old = self.old(first, behind)
        self.add(first, behind, f"not ({old})", f"not ({' '.join(old.split())})")

    def level(self, first, behind):
        """The tokens of an expression outside its brackets and functions."""
        i = first
        while i < behind:
            yield i
            if self.at(i) == "function":
                i = self.function_end(i)
            else:
                i = self.closing(i) if self.at(i) in OPENING else i + 1

    def operator(self, i):
        word = self.at(i)
        if word in OPPOSITE:
            self.add(i, i + 1, OPPOSITE[word], f"{OPPOSITE[word]} for {word}")
        if word in NEIGHBOUR:
            self.add(i, i + 1, NEIGHBOUR[word], f"{NEIGHBOUR[word]} for {word}")
        if word == "not":
            self.add(i, i + 1, "", "no not")

    def condition(self, i):
        """An expression that something depends on, whole and by operands."""
        end = self.expression_end(i)
        self.negate(i, end)
        if end != self.operand_end(i):
            self.operands(i, end)

    def operands(self, i, end):
        while i < end:
            behind = self.operand_end(i)
            self.negate(i, behind)
            i = behind + 1

    def expression(self, i):
        """An expression of any other place: its operands, if it has any."""
        end = self.expression_end(i)
        if end != self.operand_end(i):
            self.operands(i, end)

    def effect(self, i):
        for other in SWAPS.get(self.at(i + 2), ()):
            self.add(i + 2, i + 3, other, f"out.{other} for out.{self.at(i + 2)}")

    def starts_line(self, i):
        return i > 0 and "\n" in self.text[self.tokens[i - 1].end:self.tokens[i].start]

    def statement(self, i):
        """A call that stands alone: out.deny(…), or a function that is given `out`."""
        continues = self.at(i - 1) in CONTINUES or self.tokens[i].kind != "name" or self.at(i) in KEYWORDS
        end = i if continues else self.primary_end(i)
        if end > i + 1 and self.at(end - 1) in (")", "}"):
            self.add(i, end, "do end", f"no call of {self.old(i, i + 1)}")

    def member(self, i):
        if self.at(i) == "code":
            self.add(i + 2, self.expression_end(i + 2), '"MUTANT"', "another code")
        elif self.at(i) == "at":
            self.add(i + 2, self.expression_end(i + 2), "nil", "no place")

    def begins(self, i):
        """Whether an expression begins at i that is not part of a larger one."""
        before = self.at(i - 1)
        if before == "(":
            return self.at(i) != ")"
        return before in ("{", "[", ",", "=", "return", "in") and self.at(i) not in ("}", "")

    def is_rule(self, i):
        """`return policy {…}` is no condition; neither is `return` of nothing or of several."""
        return (self.at(i + 1) == "policy" or self.at(i + 1) in ("end", "else", "elseif", "until", "")
                or self.at(self.expression_end(i + 1)) == ",")

    def run(self):
        for i, token in enumerate(self.tokens):
            if token.kind == "string":
                continue
            self.operator(i)
            if token.text in CONDITIONS:
                self.condition(i + 1)
            elif token.text == "return" and not self.is_rule(i):
                self.condition(i + 1)
            elif self.begins(i) and self.at(i - 1) != "return":
                self.expression(i)
            if self.starts_line(i):
                self.statement(i)
            if token.text == "out" and self.at(i + 1) == "." and self.at(i + 3) in ("(", "{"):
                self.effect(i)
            if self.at(i + 1) == "=" and self.at(i - 1) in ("{", ","):
                self.member(i)
        return sorted(set(self.found))


def mutants(text):
    return Mutator(text).run()
