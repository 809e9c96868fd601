story "An evening that cannot be" of stranger

beat 1 "On the path"
    glimpse(Ann)
    greet(Ann, stranger)
beat 2 "Elsewhere"
    greet(Ben, Cal)
