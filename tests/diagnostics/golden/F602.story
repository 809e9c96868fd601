story "A test" of stranger

beat 1 "The only one"
    glimpse(Anne)
    walk(Ann, Ben)
    walk(Ann)
    walk(Ann, at(Ben))
    walk(Ann, home, inn)
