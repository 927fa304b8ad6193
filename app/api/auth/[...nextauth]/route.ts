import { authHandler } from '@/server/web/auth'

export { authHandler as GET, authHandler as POST }
