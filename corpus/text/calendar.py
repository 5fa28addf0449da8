"""The names of months and weekdays in English: one table for all that reads dates."""

MONTH_NUMBERS = {
    name: number
    for number, names in enumerate(
        (
            *("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug"),
            *("september sept sep", "october oct", "november nov", "december dec"),
        ),
        1,
    )
    for name in names.split()
}
"""The number of each month, 1 to 12, by its name and its abbreviations, in lower case."""

WEEKDAY_NUMBERS = {
    name: number for number, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())
}
"""The number of each weekday, 0 to 6 from Monday, by its name in lower case."""

MONTHS = frozenset(MONTH_NUMBERS)
LONG_MONTHS = tuple(name for name in MONTH_NUMBERS if len(name) > 4 or name in {"may", "june", "july"})
"""The full names of the months, from January on."""
SHORT_MONTHS = tuple(name for name in MONTH_NUMBERS if name not in LONG_MONTHS)
WEEKDAYS = frozenset(WEEKDAY_NUMBERS)
SHORT_WEEKDAYS = frozenset("mon tue tues wed thu thur thurs fri sat sun".split())
