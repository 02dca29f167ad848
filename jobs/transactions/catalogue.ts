/** What the generator draws from. Phone numbers use 555-01xx, which is set aside for fiction, and mail goes to example domains. */

/** Given names by the gender written beside them; `Other` draws from both lists. */
export const firstNames = {
  Female: [
    'Aisha',
    'Amelia',
    'Ana',
    'Chloé',
    'Dorothy',
    'Elena',
    'Emma',
    'Fatima',
    'Grace',
    'Hannah',
    'Ingrid',
    'Keiko',
    'Laura',
    'Mei',
    'Nadia',
    'Olivia',
    'Priya',
    'Ruth',
    'Sofía',
    'Zoë',
  ],
  Male: [
    'Ahmed',
    'André',
    'Arjun',
    'Carlos',
    'Daniel',
    'David',
    'Elias',
    'Ethan',
    'George',
    'Hiroshi',
    'Ivan',
    'James',
    'José',
    'Kofi',
    'Liam',
    'Marcus',
    'Noah',
    'Oscar',
    'Samuel',
    'Wei',
  ],
} as const;

/** Family names. */
export const lastNames = [
  'Adams',
  'Bauer',
  'Brown',
  'Chen',
  'Cohen',
  'Costa',
  'Diallo',
  'Evans',
  'Fischer',
  'García',
  'Haddad',
  'Ivanova',
  'Johnson',
  'Kim',
  'Kowalski',
  'Larsen',
  'Lee',
  'Martin',
  'Mensah',
  'Miller',
  'Müller',
  'Murphy',
  'Nakamura',
  'Nguyen',
  'Novak',
  "O'Brien",
  'Okafor',
  'Patel',
  'Pérez',
  'Rossi',
  'Santos',
  'Schmidt',
  'Silva',
  'Singh',
  'Smith',
  'Suzuki',
  'Taylor',
  'Walker',
  'Williams',
  'Yilmaz',
] as const;

/** A city with its state, one of its telephone area codes, and the first three digits of its postal codes. */
export interface City {
  readonly name: string;
  readonly state: string;
  readonly areaCode: string;
  readonly zipPrefix: string;
}

/** The cities customers live in. */
export const cities: readonly [City, ...City[]] = [
  { name: 'New York', state: 'NY', areaCode: '212', zipPrefix: '100' },
  { name: 'Los Angeles', state: 'CA', areaCode: '213', zipPrefix: '900' },
  { name: 'Chicago', state: 'IL', areaCode: '312', zipPrefix: '606' },
  { name: 'Houston', state: 'TX', areaCode: '713', zipPrefix: '770' },
  { name: 'Phoenix', state: 'AZ', areaCode: '602', zipPrefix: '850' },
  { name: 'Philadelphia', state: 'PA', areaCode: '215', zipPrefix: '191' },
  { name: 'San Antonio', state: 'TX', areaCode: '210', zipPrefix: '782' },
  { name: 'San Diego', state: 'CA', areaCode: '619', zipPrefix: '921' },
  { name: 'Dallas', state: 'TX', areaCode: '214', zipPrefix: '752' },
  { name: 'Austin', state: 'TX', areaCode: '512', zipPrefix: '787' },
  { name: 'Jacksonville', state: 'FL', areaCode: '904', zipPrefix: '322' },
  { name: 'Columbus', state: 'OH', areaCode: '614', zipPrefix: '432' },
  { name: 'Charlotte', state: 'NC', areaCode: '704', zipPrefix: '282' },
  { name: 'Seattle', state: 'WA', areaCode: '206', zipPrefix: '981' },
  { name: 'Denver', state: 'CO', areaCode: '303', zipPrefix: '802' },
  { name: 'Boston', state: 'MA', areaCode: '617', zipPrefix: '021' },
  { name: 'Nashville', state: 'TN', areaCode: '615', zipPrefix: '372' },
  { name: 'Portland', state: 'OR', areaCode: '503', zipPrefix: '972' },
  { name: 'Atlanta', state: 'GA', areaCode: '404', zipPrefix: '303' },
  { name: 'Newark', state: 'NJ', areaCode: '973', zipPrefix: '071' },
];

/** A category with the range of its prices in whole dollars and the most pieces one buys at a time. */
export interface ProductCategory {
  readonly name: string;
  readonly leastDollars: number;
  readonly mostDollars: number;
  readonly mostPieces: number;
}

/** The categories products come from. */
export const productCategories: readonly [ProductCategory, ...ProductCategory[]] = [
  { name: 'Electronics', leastDollars: 19, mostDollars: 1499, mostPieces: 2 },
  { name: 'Clothing', leastDollars: 9, mostDollars: 199, mostPieces: 4 },
  { name: 'Groceries', leastDollars: 1, mostDollars: 29, mostPieces: 12 },
  { name: 'Books', leastDollars: 5, mostDollars: 59, mostPieces: 5 },
  { name: 'Home & Garden', leastDollars: 7, mostDollars: 399, mostPieces: 4 },
  { name: 'Sports & Outdoors', leastDollars: 8, mostDollars: 499, mostPieces: 3 },
  { name: 'Beauty', leastDollars: 3, mostDollars: 89, mostPieces: 5 },
  { name: 'Toys & Games', leastDollars: 4, mostDollars: 99, mostPieces: 4 },
];

/** How customers pay. */
export const paymentMethods = [
  'Credit Card',
  'Debit Card',
  'Digital Wallet',
  'Bank Transfer',
  'Gift Card',
  'Cash on Delivery',
] as const;
