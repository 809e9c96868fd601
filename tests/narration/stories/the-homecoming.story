story "A homecoming" of the-wager       # sampled
beat 1
    dream_of_return(Naruto, Sasuke)
    wake(Naruto)
    go(Naruto, street)
    go(Naruto, grove)
    daydream(Naruto)
    daydream(Naruto)
    sleep(Naruto)
    dawn
    slept_out(Naruto)
    dusk
    nightfall
    sleep(Naruto)
    look_round(Itachi)
    sleep(Itachi)
    midnight
    dream_of_return(Naruto, Sasuke)
    wake(Naruto)
    sleep(Naruto)
    dawn
    slept_out(Itachi)
    slept_out(Naruto)
    dusk
    nightfall
    sleep(Itachi)
    sleep(Naruto)
    rumour(Sasuke, Naruto)
    midnight
    dream_of_meeting(Naruto, Sasuke)
    wake(Naruto)
    daydream(Naruto)
    sleep(Naruto)
    dream_of_return(Naruto, Sasuke)
    wake(Naruto)
    sleep(Naruto)
    dawn
    slept_out(Naruto)
    slept_out(Itachi)
    dusk
    trail_goes_cold(Sasuke)
    go(Sasuke, street)
    go(Sasuke, grove)
