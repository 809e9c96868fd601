story "The quiet way" of the-heist

beat 1 "The guard nods off"
    sleep(Guard)                because rest
    expect not Vera believes asleep(Guard)

beat 2 "The insurance lady"
    go(Vera, office)            because knowing
    ask(Vera, Curator, code)    because knowing
    answer(Curator, Vera, code) because peace
    expect knows(Vera, code) == 1
    expect not Guard believes knows(Vera, code) == 1

beat 3 "Into the hall"
    hide(Vera)                  because freedom
    expect Curator believes at(Vera) == ?
    go(Vera, hall)              because gain
    expect Vera believes asleep(Guard)
    expect Guard believes alone(Guard)

beat 4 "The picture"
    take_picture(Vera)          because gain
    expect not Guard believes has_picture(Vera)
    expect Vera believes (Guard believes alone(Guard))

beat 5 "Out again"
    go(Vera, office)            because gain
    go(Vera, yard)              because gain
    expect not Curator believes has_picture(Vera)
