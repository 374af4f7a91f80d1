"""住登外者宛名番号管理: numbers for people outside the resident register; the call, its parameters, a faithful fake."""
