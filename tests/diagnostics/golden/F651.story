beat 1
    go(Ann, home)
