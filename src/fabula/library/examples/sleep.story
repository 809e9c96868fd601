story "One ear open" of sleep

beat 1 "Dark"
    nightfall
    sleep(Abe)         because rest
    look_round(Sorrel) because rest                        # who sleeps on guard makes sure first
    sleep(Sorrel)      because rest
    expect guarded(Sorrel) and not guarded(Abe)

beat 2 "The latch"
    go(Finch, hut)     because money
    happens stirs(Sorrel, Finch)
    expect Sorrel believes at(Finch) == hut                # asleep, but on guard
    expect Sorrel believes Finch believes hidden(Finch)
    expect Abe believes at(Finch) == bench                 # asleep

beat 3 "One ear"
    wake(Sorrel)       because safety
    expect Finch believes awake(Sorrel)
    expect has_purse(Sorrel)
