story "The word" of memory

beat 1 "A day more without"
    dawn
    expect hope(Greta) == 2

beat 2 "A question"
    ask(Greta, Brandt, dinner) because hunger

beat 3 "A word"
    rebuff(Brandt, Greta)      because quiet
    happens recalls(Greta, Brandt, Lotte)
    expect longing(Greta) == 2
    expect Greta believes resembles(Brandt, Lotte)         # whoever has her word may be like her in the rest
    expect not Brandt believes longing(Greta) == 3

beat 4 "The loft"
    go(Greta, loft)            because ease
    daydream(Greta)            because ease
    expect longing(Greta) == 1
    expect absorbed(Greta)
