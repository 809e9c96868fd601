story "An evening" of stranger

beat 1 "On the path"
    glimpse(Ann)
    expect Ann believes who(stranger) == Ben
    greet(Ann, stranger) because company
    expect greeted(Ann, Cal)
    expect Ann believes greeted(Ann, Ben)
beat 2 "It is somebody else"
    turn(Cal)            because known
    expect Ann believes greeted(Ann, Cal)
    expect not Ann believes greeted(Ann, Ben)
beat 3 "Home"
    walk(Ann, home)
    happens calms(Ann)
beat 4 "Night"
    doze(Ann)
    reunion(Ann)
    expect Ann believes greeted(Ben, Ann)
    stir(Ann)
    expect not Ann believes greeted(Ben, Ann)
    expect hope(Ann) == 1
