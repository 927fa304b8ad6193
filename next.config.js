/** @type {import('next').NextConfig} */
const config = {
  // Several builds may exist at the same time (tests and the demo); the default is Next's own.
  distDir: process.env.NEXT_DIST_DIR ?? '.next',
  reactStrictMode: true,
  // Only functions marked 'use memo' (the parts of tables), because compiled components are 50 % larger.
  reactCompiler: { compilationMode: 'annotation' },
  typedRoutes: true,
  // A test run has already checked all types before it builds, those of the tests included.
  typescript: { ignoreBuildErrors: process.env.NEXT_TYPES_CHECKED === '1' },
  poweredByHeader: false,
  images: { unoptimized: true },
  // There is no page for all settings, so this leads to the first one, which checks the permission.
  redirects: () => [{ source: '/settings', destination: '/settings/connection', permanent: false }],
  // The console logs requests itself, without their queries, because one-time links carry their token there.
  logging: { incomingRequests: false },
  // These load files beside their own code (wasm, native addons) and must not be bundled.
  serverExternalPackages: ['@electric-sql/pglite', '@node-rs/argon2', 'telnyx', 'pino', 'pg', 'prom-client'],
  experimental: {
    authInterrupts: true,
    // Only one chunk of a page may be smaller (usually 50 kB of source): 12 scripts instead of 19, and 7 kB less. From 200 kB on, screens repeat code that they share.
    turbopackChunking: { minChunkSize: 150_000 },
    // A page's code is loaded with its first request: a start takes 1 s and 90 MB less, the first request about 0.1 s more.
    preloadEntriesOnStart: false,
    // A release has no source maps (deploy/install.sh), and without them a build is 6 s faster and 200 MB smaller.
    turbopackSourceMaps: process.env.NODE_ENV !== 'production',
    serverSourceMaps: process.env.NODE_ENV !== 'production',
    // The request guard has a lower limit, except for the two screens that read a file (server/platform/http/rules.ts).
    serverActions: { bodySizeLimit: '3mb' },
  },
}

export default config
