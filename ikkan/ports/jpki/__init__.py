"""JPKI (公的個人認証): certificates of My Number cards and phones, their paths, revocation and signatures.

What may be stored. The key in a sign certificate serves to check the signature and nothing else (公的個人認証法
19条3項), and nobody may make serial numbers a database for others (63条1項). So a serial stands in one table only,
``registers.CardSerial``, whose purpose is to find the signer among the town's own residents; it goes into no record
of a check, no log, no export and no other port. The certificate itself is kept only as evidence beside what it signed.
"""
