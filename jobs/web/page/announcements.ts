/** Has a screen reader read a sentence when it is silent. Use it for rare and important changes only. */
export function announce(sentence: string): void {
  document.getElementById('announcements')!.textContent = sentence;
}
