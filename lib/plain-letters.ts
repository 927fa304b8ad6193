const letters: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ς: 'σ',
}

/**
 * A lower-case text without the accents of Latin, Greek and Cyrillic letters: `größe` becomes `grosse`. In other
 * scripts combining marks are letters.
 */
export function plainLetters(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f\ufe00-\ufe0f]/g, '')
    .replace(/[ßæœøłđðþıς]/g, letter => letters[letter] ?? '')
}
