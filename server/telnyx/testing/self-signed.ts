/** A certificate for localhost that nobody has signed: what a client must refuse. Made for these tests, good for nothing else. */
export const selfSigned = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUY6ck8th3/WjjnFRNE3VhKNcE5bYwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTE5MjM0OFoYDzIxMjYxMDI4
MTkyMzQ4WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATTnO5GjZslnQtiD/Wg40VuxgrHkVJ3l0sVoNyEyoAabdi6lY7mLj3C
jUXLiHxuwHRQuJ3oilbaPY6Y8pVIOcZio28wbTAdBgNVHQ4EFgQU3CIw5dJd8mlV
BKjdqP5bUgEdom4wHwYDVR0jBBgwFoAU3CIw5dJd8mlVBKjdqP5bUgEdom4wDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIgYeL9SYJvqBSiLb4Juhw/hX4Ejw/cSk8TgR1CAQ9/zdoCIQCs
zXGieAmuvZcvK6xl+T2SDyIqZvEhsSpoGGQAj78jMA==
-----END CERTIFICATE-----
`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgFi+/LAPBxnkxahk8
gQX+7zLY2CdC1SqQrxSeDpioKgGhRANCAATTnO5GjZslnQtiD/Wg40VuxgrHkVJ3
l0sVoNyEyoAabdi6lY7mLj3CjUXLiHxuwHRQuJ3oilbaPY6Y8pVIOcZi
-----END PRIVATE KEY-----
`,
}
