"""Which letters of authorisation (授权) would save most waiting, tried on whole simulated days of the hall.

`additions` says what may be added, `screening` guesses what it is worth from days lived without it, `trials`
lives days with and without, `search` lets the best compete, `report` tells. Knows nothing of the daemon.
"""
