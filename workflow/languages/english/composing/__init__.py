"""English that is written by rule and not by a machine.

Sentences of figures, penalties, appointments, lives, credits and the like have one grammar, and places, local offices
and winds are named in one way. Whatever is not understood to the last word is left to the machine.
"""
