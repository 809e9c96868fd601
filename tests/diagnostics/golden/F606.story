story "A test" of stranger

beat 1 "The only one"
    greet(Ann, Ben) because compny
    greet(Ann, Ben) never because gold
    toss(Ben, Cal) because company
    turns out 1
