story "A test" of stranger

beat 1 "The only one"
    turns out 1
    happens calms(Ann)
    walk(Ann, home)
