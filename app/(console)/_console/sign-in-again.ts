/** Through the company's own sign-in, which is asked to see the person again; comes back to this page with a fresh session. */
export async function signInAgain(): Promise<void> {
  const { signIn } = await import('next-auth/react')
  const callbackUrl = window.location.pathname + window.location.search
  await signIn('sso', { callbackUrl }, { prompt: 'login', max_age: '0' })
}
