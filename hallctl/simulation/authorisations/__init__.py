"""Which letters of authorisation (授权) would save most waiting, tried on simulated days of the hall.

`additions` says what may be added, `sketch` reckons a day roughly, `trials` lives days with and without,
`search` lets the best compete, `report` tells. Knows nothing of the daemon.
"""
