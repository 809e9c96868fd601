story "Chapter one"
beat 1
    go(Ann, home)
