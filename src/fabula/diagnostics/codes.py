"""The codes of all problems: title and severity of each.

Ranges: F1xx text and syntax; F2xx names, types, declarations; F3xx warnings; F4xx grounding and its limits; F5xx
running; F6xx story files; F7xx command line and files; F8xx Sabre's language. Each code has a page
`docs/manual/errors/<CODE>.md` and a golden test in `tests/diagnostics/golden`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of problem: `title` is a few words, without a full stop."""

    code: str
    title: str
    severity: Severity = "error"


CODES: dict[str, Code] = {
    code.code: code
    for code in (
        # F1xx: text and syntax
        Code("F101", "not UTF-8 text"),
        Code("F102", "a character that has no place in a text file"),
        Code("F103", "too long"),
        Code("F104", "nested too deep"),
        Code("F105", "very many problems"),
        Code("F106", "a tab"),
        Code("F107", "wrong indentation"),
        Code("F108", "a text without its closing quote"),
        Code("F109", "the wrong kind of quote"),
        Code("F110", "a character without a meaning"),
        Code("F111", "neither a number nor a name"),
        Code("F112", "a backslash that means nothing"),
        Code("F113", "a bracket without its partner"),
        Code("F114", "a line that breaks off"),
        Code("F115", "a wrong place in braces"),
        Code("F120", "a file without its first line"),
        Code("F121", "a file in another language"),
        Code("F122", "an unknown declaration"),
        Code("F123", "an unknown line in a declaration"),
        Code("F124", "something else is expected"),
        Code("F125", "something is left over"),
        Code("F126", "a block with nothing in it"),
        Code("F127", "a colon at the end of a line"),
        Code("F128", "a word of the language as a name"),
        Code("F129", "a declaration that lacks a line"),
        Code("F130", "`=` in a condition"),
        Code("F131", "a comparison for an effect"),
        Code("F132", "a sign of another language"),
        Code("F133", "`else` for `otherwise`"),
        Code("F134", "`if` in the wrong place"),
        Code("F135", "comparisons in a row"),
        Code("F136", "the same line twice"),
        Code("F137", "a line that has no place in this kind of event"),
        Code("F138", "outcomes that do not fit"),
        Code("F140", "an effect outside `then`"),
        # F2xx: names, types, declarations
        Code("F201", "unknown name"),
        Code("F202", "unknown type"),
        Code("F203", "declared twice"),
        Code("F204", "types in a circle"),
        Code("F205", "unknown property or definition"),
        Code("F206", "arguments that do not fit"),
        Code("F207", "the wrong kind of value"),
        Code("F208", "values that can never be the same"),
        Code("F209", "a value out of bounds"),
        Code("F210", "a definition that uses itself"),
        Code("F211", "definitions that grow too large"),
        Code("F212", "not something that can change"),
        Code("F213", "effects that contradict each other"),
        Code("F214", "a contest of one"),
        Code("F216", "odds that cannot be"),
        Code("F218", "not a character"),
        Code("F219", "not a figure"),
        Code("F220", "a property that cannot be so"),
        Code("F221", "an agreement that cannot be so"),
        Code("F222", "a text that cannot be told"),
        Code("F223", "nothing to replace"),
        Code("F225", "nothing of that name to use"),
        Code("F226", "files that use each other in a circle"),
        Code("F227", "too large a world"),
        Code("F228", "division by nothing"),
        Code("F229", "a temper that cannot be"),
        # F3xx: warnings
        Code("F301", "a property that nothing reads", "warning"),
        Code("F302", "a character who wants nothing", "warning"),
        Code("F303", "a want that nothing can change", "warning"),
        Code("F304", "an ending that cannot be reached", "warning"),
        Code("F305", "an event that can never happen", "warning"),
        Code("F306", "a definition that nothing uses", "warning"),
        Code("F307", "a name that hides an entity", "warning"),
        Code("F308", "a trigger that does not undo its own condition", "warning"),
        Code("F309", "changes that do not add up", "warning"),
        Code("F310", "time that nothing counts", "warning"),
        # F4xx: grounding and its limits
        Code("F401", "two values for one property"),
        Code("F402", "too many events"),
        Code("F403", "too large when its variables are filled in"),
        Code("F404", "too many properties"),
        # F5xx: running
        Code("F501", "triggers without end"),
        Code("F502", "a precondition with too many alternatives"),
        Code("F503", "too many states"),
        Code("F504", "odds that are no odds"),
        Code("F505", "a rate that is no rate"),
        # F6xx: story files (F651 to F659: their syntax)
        Code("F601", "an event that the world has not"),
        Code("F602", "arguments that an event does not take"),
        Code("F603", "a trigger as a step"),
        Code("F604", "a step as a trigger"),
        Code("F605", "a reason for what is nobody's choice"),
        Code("F606", "a want that nobody has"),
        Code("F607", "how an event turns out"),
        Code("F608", "a line before the first event of its beat"),
        Code("F609", "a story in which nothing happens"),
        Code("F651", "a story file without its first line"),
        Code("F652", "an unknown line in a beat"),
        Code("F653", "a line in no beat"),
        Code("F654", "two beats with one label"),
        # F7xx: command line and files
        Code("F701", "no such file"),
        Code("F702", "not a file"),
        Code("F703", "too large a file"),
        Code("F704", "a file that cannot be read"),
        Code("F705", "no such story"),
        Code("F706", "no such character"),
        Code("F707", "not a goal"),
        Code("F708", "no such step"),
        Code("F709", "not a text that this command takes"),
        Code("F710", "not an event"),
        Code("F711", "a question about no belief"),
        Code("F712", "a package that is not installed"),
        Code("F713", "not a format for story graphs"),
        Code("F714", "not a table of configurations"),
        Code("F720", "not a save, or a damaged one"),
        Code("F721", "a save of a later version"),
        Code("F722", "a file that is there already"),
        Code("F723", "a file that cannot be written"),
        Code("F724", "a save without its world"),
        Code("F725", "a story that cannot be gone on from"),
        Code("F726", "a save of another world"),
        Code("F731", "no such want"),
        Code("F732", "nothing of that name can happen"),
        # F8xx: Sabre's language
        Code("F801", "not a text (Sabre)"),
        Code("F802", "a comment that is never closed (Sabre)"),
        Code("F803", "a bracket without its partner (Sabre)"),
        Code("F804", "neither a name nor a number (Sabre)"),
        Code("F805", "a definition that cannot be read (Sabre)"),
        Code("F806", "an expression that cannot be read (Sabre)"),
        Code("F807", "an empty problem (Sabre)"),
        Code("F808", "too large, too deep or too tangled (Sabre)"),
        Code("F809", "unknown type (Sabre)"),
        Code("F810", "unknown variable or entity (Sabre)"),
        Code("F811", "unknown property (Sabre)"),
        Code("F812", "arguments that no declaration takes (Sabre)"),
        Code("F813", "the wrong kind of value (Sabre)"),
        Code("F814", "a value without `else` (Sabre)"),
        Code("F815", "not an effect (Sabre)"),
        Code("F816", "not a character (Sabre)"),
        Code("F817", "a type that cannot be so (Sabre)"),
        Code("F818", "declared twice (Sabre)"),
        Code("F819", "a solution that cannot be read (Sabre)"),
    )
}
