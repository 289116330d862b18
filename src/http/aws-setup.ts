/** What AWS's SDK finds missing on this machine before anything goes out: it has no error types for that, only words. */

/** Undefined for an error about anything else. */
export function awsSetupLacks(error: Error): 'region' | 'credentials' | undefined {
  if (/region is missing/i.test(error.message)) return 'region'
  return /credential|token|profile|sso session/i.test(`${error.name} ${error.message}`) ? 'credentials' : undefined
}
