/** The values that the generator draws from. Phone numbers use 555-01xx, which is reserved for fiction, and email addresses use example domains. */

/** First names by gender. `Other` draws from both lists. */
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

/** Last names. */
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

/** The cities of the customers. */
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

/** A product category with its price range in whole dollars and its maximum quantity per transaction. */
export interface ProductCategory {
  readonly name: string;
  readonly minDollars: number;
  readonly maxDollars: number;
  readonly maxQuantity: number;
}

/** The product categories. */
export const productCategories: readonly [ProductCategory, ...ProductCategory[]] = [
  { name: 'Electronics', minDollars: 19, maxDollars: 1499, maxQuantity: 2 },
  { name: 'Clothing', minDollars: 9, maxDollars: 199, maxQuantity: 4 },
  { name: 'Groceries', minDollars: 1, maxDollars: 29, maxQuantity: 12 },
  { name: 'Books', minDollars: 5, maxDollars: 59, maxQuantity: 5 },
  { name: 'Home & Garden', minDollars: 7, maxDollars: 399, maxQuantity: 4 },
  { name: 'Sports & Outdoors', minDollars: 8, maxDollars: 499, maxQuantity: 3 },
  { name: 'Beauty', minDollars: 3, maxDollars: 89, maxQuantity: 5 },
  { name: 'Toys & Games', minDollars: 4, maxDollars: 99, maxQuantity: 4 },
];

/** The payment methods. */
export const paymentMethods = [
  'Credit Card',
  'Debit Card',
  'Digital Wallet',
  'Bank Transfer',
  'Gift Card',
  'Cash on Delivery',
] as const;
