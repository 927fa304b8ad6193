import { Banner } from '@/components/ui/banner'
import { freshMinutes } from '@/lib/operator'

/**
 * The issuer did not report a fresh sign-in. Some never ask again, and some do not report it.
 * @param otherWay the operator can also confirm with a factor of this console
 */
export function NotProven({ otherWay }: { otherWay: boolean }) {
  return (
    <Banner tone="warning" role="alert" title="Your company’s sign-in did not confirm your identity again">
      {otherWay ? (
        'Confirm another way, or sign out of your company’s sign-in and try again.'
      ) : (
        <>
          Add a passkey or an authenticator app under{' '}
          <a
            href="/security"
            target="_blank"
            rel="noreferrer"
            className="font-medium text-accent underline underline-offset-2"
          >
            Your sign-in
          </a>{' '}
          within {freshMinutes} minutes, then confirm with it here.
        </>
      )}
    </Banner>
  )
}
