// What the modules of pages meet beside the standard: the stream of Material's instant navigation, and elements that our own
// templates wrote, of which a query gives HTML elements.
interface Window {
  document$?: { subscribe(run: () => void): void };
}
interface ParentNode {
  querySelector<Found extends HTMLElement = HTMLElement>(selectors: string): Found | null;
  querySelectorAll<Found extends HTMLElement = HTMLElement>(selectors: string): NodeListOf<Found>;
}
interface EventTarget {
  closest?(selectors: string): HTMLElement | null;
}
declare namespace Intl {
  interface RelativeTimeFormatOptions {
    numberingSystem?: string;
  }
}
