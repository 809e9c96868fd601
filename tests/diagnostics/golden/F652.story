story "Chapter one" of the-till
beat 1
    go Ann home
    go(Ann, home) because peace because rest
    "She goes."
    at(Ann) = home
    say "hello"
    happen notices(Ann)
    turns out 0
    turn out 1
    expects at(Ann) == home
    go(Ann, home) never peace
    go(Ann) then rest
beat the first
    rest(Ann)
