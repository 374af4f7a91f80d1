"""RSA keys for practice: drawn by the machine, or from a seed so that a test makes the same certificates again."""

from collections.abc import Callable
from math import gcd, prod
from random import Random
from typing import Final

from cryptography.hazmat.primitives.asymmetric import rsa

from ikkan.ports.jpki.trust import KEY_BITS

KeySource = Callable[[], rsa.RSAPrivateKey]

_EXPONENT: Final = 65_537
_SMALL: Final = prod(number for number in range(3, 2_000, 2) if all(number % other for other in range(3, 45, 2)))
_ROUNDS: Final = 5


def drawn_key() -> rsa.RSAPrivateKey:
    """Return a new key from the machine's randomness."""
    return rsa.generate_private_key(public_exponent=_EXPONENT, key_size=KEY_BITS)


def seeded_keys(seed: int) -> KeySource:
    """Return a source whose keys anybody can make again from the seed; they protect nothing."""
    # the same keys again are the purpose here, and they never leave practice
    random = Random(seed)  # noqa: S311

    def next_key() -> rsa.RSAPrivateKey:
        p, q = _prime(random), _prime(random)
        d = pow(_EXPONENT, -1, (p - 1) * (q - 1))
        public = rsa.RSAPublicNumbers(_EXPONENT, p * q)
        return rsa.RSAPrivateNumbers(
            p, q, d, rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q), public
        ).private_key()

    return next_key


def _prime(random: Random) -> int:
    half = KEY_BITS // 2
    while True:
        # both top bits set, so that the product of two has all its bits
        number = random.getrandbits(half) | 0b11 << (half - 2) | 1
        if gcd(number, _SMALL) == 1 and (number - 1) % _EXPONENT and _is_prime(number, random):
            return number


def _is_prime(number: int, random: Random) -> bool:
    """Return whether a number is prime, by Miller and Rabin."""
    twos = ((number - 1) & -(number - 1)).bit_length() - 1
    for _ in range(_ROUNDS):
        power = pow(random.randrange(2, number - 1), (number - 1) >> twos, number)
        if power in (1, number - 1):
            continue
        for _ in range(twos - 1):
            power = power * power % number
            if power == number - 1:
                break
        else:
            return False
    return True
