story "Night" of storm

Beat 2
    go(Finn)
beat 3
    go(Finn)
