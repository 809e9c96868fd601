story "Evening" of bench

beat 1
    sit(Ann) because rest
beat 2
    sit(Tom) because rest
    expect sits(Ann)
