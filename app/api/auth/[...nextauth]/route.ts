import { authHandler } from '@/server/auth'

export { authHandler as GET, authHandler as POST }
