story "Chapter one" of the-wager

beat D1 "A dream of asking"
    dream_of_meeting(Naruto, Sasuke)
    expect Naruto believes near(Naruto, Sasuke)
    expect not near(Naruto, Sasuke)
    expect not Itachi believes near(Naruto, Sasuke)
    expect not Sasuke believes near(Naruto, Sasuke)

beat D2 "A dream of being left"
    dream_of_parting(Naruto, Sasuke)
    expect Naruto believes at(Sasuke) == ?
    expect longing(Naruto) == 4
    expect not Sasuke believes longing(Naruto) == 4
    expect not Itachi believes near(Naruto, Sasuke)

beat D3 "A dream of his return"
    dream_of_return(Naruto, Sasuke)
    expect Naruto believes near(Naruto, Sasuke)
    expect Naruto believes (Sasuke believes near(Naruto, Sasuke))
    expect at(Sasuke) == elsewhere

beat 1 "He wakes"
    wake(Naruto)                         because company
    expect Naruto believes at(Sasuke) == ?
    expect Naruto believes not near(Naruto, Sasuke)
    expect longing(Naruto) == 4 and hope(Naruto) == 4      # what the dream did to the heart stays

beat 2 "He sleeps on, and sets out"
    sleep(Naruto)                        because rest
    dawn
    slept_out(Naruto)
    go(Naruto, street)                   because ease
    expect not Itachi believes at(Naruto) == street
    expect not Sasuke believes at(Naruto) == street
    expect hope(Naruto) == 3

beat 3 "Raven hair"
    glimpse(Naruto, stranger, Sasuke)
    expect Naruto believes at(Sasuke) == path
    expect Naruto believes who(stranger) == Sasuke
    expect who(stranger) == Itachi and at(Itachi) == path
    expect not Naruto believes at(Itachi) == path

beat 4 "He calls and runs after him"
    call(Naruto, stranger)               because company
    expect Itachi believes at(Naruto) == street
    follow(Naruto, stranger)             because company
    expect Itachi believes at(Naruto) == path
    expect Naruto believes near(Naruto, Sasuke)
    expect Naruto believes (Sasuke believes at(Naruto) == path)
    expect not Naruto believes near(Naruto, Itachi)

beat 5 "The wrong face"
    turn_round(Naruto, stranger)         because company
    happens sees_the_face(Naruto, stranger)
    expect Naruto believes at(Itachi) == path
    expect Naruto believes at(Sasuke) == ?
    expect Naruto believes who(stranger) == Itachi
    expect Naruto believes slighted(Itachi, Naruto)        # fear
    expect Itachi believes (Naruto believes at(Itachi) == path)

beat 6 "He apologises, and asks"
    apologise(Naruto, Itachi)            because safety
    expect not Itachi believes slighted(Itachi, Naruto)
    ask(Naruto, Itachi, errand)          because understanding
    expect Itachi believes asked(Itachi) == errand

beat 7 "Followed by a brat"
    send_away(Itachi, Naruto)            because solitude
    expect Naruto believes ordered_off(Naruto, Itachi)
    expect Naruto believes sore(Naruto, Itachi) == 2

beat 8 "But he said sorry"
    answer_back(Naruto, Itachi)          because pride
    expect Itachi believes sore(Naruto, Itachi) == 1

beat 9 "Under his breath"
    mutter(Naruto, Itachi)               because pride
    expect Itachi believes slighted(Itachi, Naruto)
    expect not Naruto believes slighted(Itachi, Naruto)
    expect Itachi believes sore(Naruto, Itachi) == 0       # he has heard it
    expect Naruto believes (Itachi believes sore(Naruto, Itachi) == 1)

beat 10 "Against the tree"
    seize(Itachi, Naruto)                because pride
    expect Naruto believes slighted(Itachi, Naruto)
    expect Naruto believes held_by(Naruto) == Itachi

beat 11 "He takes it back"
    yield(Naruto, Itachi)                because safety
    release(Itachi, Naruto)              because solitude
    turn_away(Itachi)                    because peace
    expect Naruto believes (not slighted(Itachi, Naruto) and facing(Itachi) == ?)
    expect Itachi believes held_by(Naruto) == ?

beat 12 "Where to?"
    ask(Naruto, Itachi, heading)         because understanding
    rebuff(Itachi, Naruto)               because solitude
    expect Naruto believes asked(Itachi) == ? and knows(Naruto, heading) == 0
    expect Itachi believes slighted(Naruto, Itachi)

beat 13 "Sasuke's word"
    happens recalls(Naruto, Itachi, Sasuke)
    expect longing(Naruto) == 5
    expect Naruto believes (resembles(Itachi, Sasuke) and likes(Itachi, Naruto))
    expect not likes(Itachi, Naruto)

beat 14 "Why did he leave?"
    ask(Naruto, Itachi, reason)          because understanding
    expect Itachi believes asked(Itachi) == reason
    expect not Naruto believes private(reason)

beat 15 "He will not say"
    refuse(Itachi, Naruto, reason)       because secret
    expect Naruto believes private(reason)
    expect knows(Naruto, reason) == 0

beat 16 "He begs"
    plead(Naruto, Itachi)                because company
    expect Itachi believes plea(Naruto) == Itachi

beat 17 "Not even like"
    deny(Itachi, Naruto)                 because peace
    go(Itachi, clearing)                 because solitude
    expect Naruto believes not likes(Itachi, Naruto)
    expect Naruto believes at(Itachi) == clearing

beat 18 "In secret"
    hide(Naruto)                         because company
    follow(Naruto, Itachi)               because company
    expect at(Naruto) == clearing
    expect Itachi believes alone(Itachi)
    expect Naruto believes (Itachi believes alone(Itachi))

beat 19 "He looks round"
    dusk
    nightfall
    look_round(Itachi)                   because rest
    expect Itachi believes alone(Itachi)
    expect Naruto believes (Itachi believes alone(Itachi))

beat 20 "He sleeps, on guard"
    sleep(Itachi)                        because rest
    expect Naruto believes (asleep(Itachi) and guarded(Itachi))
    expect Itachi believes alone(Itachi)
    expect Naruto believes (Itachi believes alone(Itachi))

beat 21 "His thoughts wander"
    watch(Naruto, Itachi)                because ease
    wander(Naruto)
    happens stirs(Itachi, Naruto)
    expect not hidden(Naruto)
    expect Naruto believes hidden(Naruto)
    expect Naruto believes (Itachi believes alone(Itachi))
    expect not Itachi believes alone(Itachi)

beat 22 "Found"
    wake(Itachi)                         because safety
    call_out(Itachi, Naruto)             because knowing
    hide(Naruto)                         because company
    expect Itachi believes at(Naruto) == clearing
    expect Naruto believes (Itachi believes at(Naruto) == clearing)
    expect Itachi believes (Naruto believes (Itachi believes at(Naruto) == clearing))
    expect Naruto believes (Itachi believes (Naruto believes (Itachi believes at(Naruto) ==
           clearing)))

beat 23 "Why?"
    ask(Itachi, Naruto, following)       because knowing
    confess(Naruto, Itachi, following)   because understood
    expect Itachi believes knows(Itachi, following) == 1

beat 24 "Distracted"
    insult(Itachi, Naruto, Naruto)       because pride
    excuse(Naruto, Itachi, distraction)  because pride
    expect Itachi believes raised(distraction)

beat 25 "By what?"
    ask(Itachi, Naruto, distraction)     because knowing
    refuse(Naruto, Itachi, distraction)  because secret
    expect Itachi believes private(distraction)
    ask(Itachi, Naruto, distraction)     because knowing
    confess(Naruto, Itachi, distraction) because ease
    expect Itachi believes knows(Itachi, distraction) == 1
    ask(Itachi, Naruto, distraction)     because knowing
    confess(Naruto, Itachi, distraction) because ease
    expect Itachi believes knows(Itachi, distraction) == 2

beat 26 "The better brother"
    insult(Itachi, Naruto, Sasuke)       because pride
    expect Naruto believes slighted(Naruto, Itachi)

beat 27 "He will overtake you"
    answer_back(Naruto, Itachi)          because pride
    expect Itachi believes not slighted(Naruto, Itachi)

beat 28 "Be gone"
    send_away(Itachi, Naruto)            because solitude
    expect Naruto believes ordered_off(Naruto, Itachi)

beat 29 "No bother"
    promise(Naruto, Itachi, quiet)       because company
    expect Itachi believes plea(Naruto) == Itachi

beat 30 "And if I say no?"
    ask(Itachi, Naruto, what_if_not)     because knowing
    answer(Naruto, Itachi, what_if_not)  because ease
    expect Naruto believes knows(Itachi, what_if_not) == 1
    expect Itachi believes knows(Itachi, what_if_not) == 1

beat 31 "Tonight"
    offer(Itachi, Naruto, stay)          because solitude
    accept(Naruto, Itachi, stay)         because company
    expect status(stay, Naruto, Itachi) == in_force and status(quiet, Naruto, Itachi) == in_force
    expect Naruto believes (Itachi believes (status(stay, Naruto, Itachi) == in_force))
    expect Itachi believes (Naruto believes (status(stay, Naruto, Itachi) == in_force))
    expect Naruto believes (Itachi believes (Naruto believes (status(stay, Naruto, Itachi) ==
           in_force)))
    expect Itachi believes (Naruto believes (Itachi believes (status(stay, Naruto, Itachi) ==
           in_force)))

beat 32 "He sleeps again"
    sleep(Itachi)                        because rest
    expect Naruto believes (asleep(Itachi) and guarded(Itachi))

beat 33 "As if it were he"
    watch(Naruto, Itachi)                because ease
    expect longing(Naruto) == 3
    expect not Itachi believes absorbed(Naruto)

beat 34 "Without a dream"
    sleep(Naruto)                        because rest
    expect asleep(Naruto) and not Itachi believes asleep(Naruto)
