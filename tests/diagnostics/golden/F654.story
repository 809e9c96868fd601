story "Chapter one" of the-till
beat 1
    go(Ann, home)
beat 1 "Again"
    rest(Ann)
