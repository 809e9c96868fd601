story "A test" of stranger

beat 1 "The only one"
    glimps(Ann)
    stael(Ann)
    walk(Ann, home)
    happens calm(Ann)
