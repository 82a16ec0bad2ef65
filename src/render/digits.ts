/** A count with its thousands parted: 12,345. */
export const number = (count: number): string => String(count).replace(/\B(?=(?:\d{3}){1,5}$)/g, ',');
