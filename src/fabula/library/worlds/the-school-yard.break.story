story "The long break" of the-school-yard

beat 1 "Under his breath"
    mutter(Ben, Cem)             because pride
    expect not Cem believes slighted(Cem, Ben)

beat 2 "Who was it?"
    ask(Cem, Ada, window)        because justice
    expect Ben believes asked(Ada) == window

beat 3 "A bicycle for a secret"
    offer(Ben, Ada, keep_quiet)  because secret
    accept(Ada, Ben, keep_quiet) because bike
    expect Ben believes (Ada believes (status(keep_quiet, Ada, Ben) == in_force))

beat 4 "Nothing seen"
    refuse(Ada, Cem, window)     because peace
    expect Cem believes private(window)
    hand_over_bike(Ben, Ada)     because bike
    expect knows(Cem, window) == 0
