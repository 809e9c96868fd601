story "A fight" of the-wager       # sampled; goes on from the chapter
beat 1
    wake(Naruto)
    watch(Naruto, Itachi)
    creep_close(Naruto, Itachi)
    wake(Itachi)
    sleep(Naruto)
    sleep(Itachi)
    wake(Naruto)
    sleep(Naruto)
    midnight
    dream_of_return(Naruto, Sasuke)
    wake(Naruto)
    creep_close(Naruto, Itachi)
    wake(Itachi)
    offer(Itachi, Naruto, forfeit)
    accept(Naruto, Itachi, forfeit)
    answer_back(Naruto, Itachi)
    fight(Naruto, Itachi)
    turns out 2
    claim_life(Itachi, Naruto)
