story "A test" of stranger

beat 1 "The only one"
    toss(Ben, Cal)
    toss(Cal, Ben)
    turns out 3
    walk(Ann, home)
    turns out 1
    turns out 1
