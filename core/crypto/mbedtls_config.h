// What mpsec compiles of mbedTLS on the device: SHA-256, small, and p256-m as it stands.
#define MBEDTLS_SHA256_C
#define MBEDTLS_SHA256_SMALLER
// p256-m is written as a PSA driver and hides behind these; nothing else of PSA is compiled.
#define MBEDTLS_PSA_P256M_DRIVER_ENABLED
// mbedTLS keeps a function pointer in RAM for this; ours needs none (core/src/crypto_mbedtls.c).
#define MBEDTLS_PLATFORM_ZEROIZE_ALT
