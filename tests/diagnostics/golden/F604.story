story "A test" of stranger

beat 1 "The only one"
    glimpse(Ann)
    happens walk(Ann, home)
