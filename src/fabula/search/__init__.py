"""Plans: one algorithm a file.

every_plan      all of them, by trying everything
breadth_first   a shortest one, by trying everything in order
solving         what `fabula solve` does: a plan soon, then a shortest one
  guided          soon: weighted A*; what is not known is asked again later, with twice the effort
  shortening      without what a plan does not need
  best_first      a shortest one, proved: A* with bounds
goal            what a plan is for

explaining      why an action is explained, for planners: the search for a character's plan, or "not known"
  hopes           the same by guidance, where trying every plan takes too much: a plan, or "not known"
motives         why an action is explained, in full: what `fabula.reference.motive` answers
  reasoning       the same by number
graph           the states of a search by number

monotone        a model without negation
  relaxed         what may be so after so many events, and the most that is worth
  landmarks       events that every plan needs
  willing         what people must believe before they can want what a plan needs
    consent         what somebody must believe who can want an act
    beliefs         facts of minds, and how they come about
    blocks          a fluent and what is wrongly believed of it, together
    domains         which values conditions leave
  guidance        a guess at how far a goal is

`relaxed`, `landmarks`, `graph`, `explaining`, `hopes` and `reasoning` are compiled where there is a C compiler. Bounds
never say too much, so that what they prove holds; guesses only say where to look first.
"""
