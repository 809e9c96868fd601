story "A test" of stranger

beat 1 "The only one"
    expect at(Ann) == path
