"""The mathematics of likely stories: chains of moments in arrays, and what can be proved, computed and sampled of them.

Nothing here knows worlds. A story graph comes in as arrays (`chain.Chain`, `decisions.DecisionGraph`); what goes out is
arrays of the same numbering.

    chain         a finite Markov chain; `decisions`: the same with its choices kept, and whose they are
    components    strongly connected components in order; dead ends, loops without a way out
    odds          the probability of reaching sets of nodes, with bounds where the graph was cut, and a proved error
    rational      the same in fractions, for small chains
    visits        how often and how likely each moment comes; `turning`: the moments at which the odds move most
    policy        what one actor can bring about at best and at worst, and how
    sampling      seeded runs; `interval`: what a count of them says
    elimination   the inner loops, compiled where there is a compiler; `iteration`: large loops

Import the module that is needed: numpy is loaded by most of them, scipy by those that need it, none by this package.
"""
