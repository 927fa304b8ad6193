/** @type {import('next').NextConfig} */
const config = {
  // Several builds may stand side by side (tests and the demo); the default is Next's own.
  distDir: process.env.NEXT_DIST_DIR ?? '.next',
  reactStrictMode: true,
  // Only where a function says 'use memo' (what tables are made of): compiled components are half as large again.
  reactCompiler: { compilationMode: 'annotation' },
  typedRoutes: true,
  // A test run has checked all types, those of its tests too, when it builds.
  typescript: { ignoreBuildErrors: process.env.NEXT_TYPES_CHECKED === '1' },
  poweredByHeader: false,
  images: { unoptimized: true },
  // There is no page of all settings: the first of them is as good, and authorizes whoever comes.
  redirects: () => [{ source: '/settings', destination: '/settings/connection', permanent: false }],
  // The console logs requests itself, without their queries: links that let somebody in carry a token there.
  logging: { incomingRequests: false },
  // These load files beside their own code (wasm, native addons) and must not be bundled.
  serverExternalPackages: ['@electric-sql/pglite', '@node-rs/argon2', 'telnyx', 'pino', 'pg', 'prom-client'],
  experimental: {
    authInterrupts: true,
    // The request guard lets through less, but for the two screens that read a file (server/platform/http/rules.ts).
    serverActions: { bodySizeLimit: '3mb' },
  },
}

export default config
